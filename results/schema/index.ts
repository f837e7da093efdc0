export * from './axes.ts'
export * from './form.ts'
export * from './record.ts'
