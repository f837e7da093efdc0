export { configVariable, loadConfig, plugins, type LoadedPlugin } from './load.ts'
