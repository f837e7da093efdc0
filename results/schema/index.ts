export * from './axes.ts'
export * from './record.ts'
