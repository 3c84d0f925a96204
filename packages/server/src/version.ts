/** The version whose behaviour is served: clients decide by it what they may ask for. */
export const VERSION = "2.15.1";
/** What the JetStream API of that version knows. */
export const API_LEVEL = 5;
