/**
 * A sed script for `hosts.lock.json`: the addresses of its hosts, and nothing else of it. A completion script starts
 * no command that reads the project, so that a key press never waits.
 */
export const ADDRESSES_OF_HOSTS = String.raw`s/^ *"\([0-9]\{1,3\}\(\.[0-9]\{1,3\}\)\{3\}\)": *{$/\1/p`;
