/** Who may do what: API keys with roles, Host and Origin checks. */
package org.activityrelay.relay.security;
