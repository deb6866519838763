/**
 * How long a host may take for one login, with all that its name service and PAM do meanwhile. The check gives it
 * as long as a deployment does, and no longer: a login that the check has seen is one that a deployment manages.
 */
export const LOGIN_SECONDS = 25;

/** What Terraform's provisioners give a connection, from the first packet to the login; so does the provider. */
export const CONNECTION_SECONDS = 30;

/** Hosts that are worked on at a time: what the product allows itself. */
export const DEFAULT_PARALLEL = 4;
