export * from './boundaries.ts'
export type { CellState, CheckState } from './cell-state.ts'
export * from './fold-events.ts'
export * from './run-state.ts'
