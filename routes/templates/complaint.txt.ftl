<#-- Plain text part of the mail about a complaint: for readers without HTML. See complaint.ftlh. -->
<#macro row name value><#if value?has_content>${(name + ":")?right_pad(14)}${value}
</#if></#macro>
${activity.disposition!"Activity"}<#if activity.subject?has_content>: ${activity.subject}</#if>

<@row name="Customer" value=activity.contactName!/>
<@row name="Phone" value=activity.phoneNumber!/>
<@row name="Email" value=activity.email!/>
<@row name="Type" value=((activity.callDirection!"") + " " + activity.type)?trim/>
<@row name="Service" value=activity.service!/>
<@row name="Agent" value=activity.agentName!activity.agentLogin!activity.agentId!/>
<#if activity.startTime??><@row name="Started" value=activity.startTime?number_to_datetime?string/></#if>
<#if activity.duration??><@row name="Duration" value="${activity.duration} s"/></#if>
<#list (activity.associatedObjects.list)![] as object>
<@row name=object.displayType!object.type!"Record" value=object.displayName!object.id!/>
</#list>
<#list activity.attachedData! as name, value>
<#if value?is_string || value?is_number || value?is_boolean><@row name=name value=value?string/></#if>
</#list>
<@row name="Interaction" value=activity.interactionId!/>
<#if activity.description?has_content>

Notes
${activity.description}
</#if>
<#if activity.playbackUrl?has_content && activity.playbackUrl?matches("https?://.*")>

Play the conversation: ${activity.playbackUrl}
</#if>
