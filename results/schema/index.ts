export * from './axes.ts'
export * from './form.ts'
export * from './record.ts'
export { jsonSchemaText } from './json-schema.ts'
