/** What a stranger's machine is like, gathered by a script that they can read. */
export { type BundleConfiguration, configurationOf } from './configuration.ts'
export { isBundle, readBundle } from './read-bundle.ts'
export { collectScript } from './script.ts'
