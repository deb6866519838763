/** How long a host may take to answer before it counts as dead. */
export const ANSWER_SECONDS = 5;
