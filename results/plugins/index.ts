export { configVariable, foundVariable, plugins } from './load.ts'
