/** How things stand for everything that goes over a connection. */
export interface Condition {
  isUp: boolean;
  areWatchesHeld: boolean;
}
