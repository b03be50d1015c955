/** Who may do what: API keys with roles, Host and Origin checks, rates. */
package org.activityrelay.relay.security;
