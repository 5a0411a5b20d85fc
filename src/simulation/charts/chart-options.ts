/** What {@link chart} and {@link svg} accept. */
export interface ChartOptions {
  /** Absent: the timeline's name, or none. */
  readonly title?: string;
  /** The width of the plots in pixels. Absent: 720. */
  readonly width?: number;
  /** How long requests may wait before a cycle counts as a violation, where the scenario has no objectives. Absent: 10. */
  readonly objectiveSeconds?: number;
}
