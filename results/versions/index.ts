export * from './passt.ts'
export * from './range.ts'
