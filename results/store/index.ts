export * from './list-runs.ts'
export * from './read-events.ts'
export * from './run-store.ts'
export * from './salvage.ts'
