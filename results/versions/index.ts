export * from './is-version.ts'
export * from './just-before.ts'
export * from './passt.ts'
export * from './range.ts'
