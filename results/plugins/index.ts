export { configVariable, plugins } from './load.ts'
