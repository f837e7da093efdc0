/** How a verb reports the exit code it ends with; not called, it is 0. */
export type Finish = (exitCode: number) => void
