package org.activityrelay.relay.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Exactly what a destination route would have sent, captured below its mapping, with secrets masked.
 *
 * @param kind {@code http}, {@code mail}, {@code sql}, {@code jms} or another Camel scheme
 * @param extension of the file that shows it best: {@code json}, {@code eml}
 * @param content of that file: for mail the message itself, else a description as JSON
 * @param description the same for people and tests: http {@code {method,url,headers,body}}, sql {@code
 *     {statement,parameters}}, mail {@code {from,to,cc,subject,messageId,text,html}}, others {@code
 *     {endpoint,headers,body}}
 * @param lookup whether it only asks (a lookup or a token) and so does not count as the delivery
 */
public record RecordedRequest(String kind, String extension, byte[] content, JsonNode description, boolean lookup) {}
