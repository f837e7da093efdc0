export { closureOf } from './code.ts'
export { builtFile } from './built.ts'
export { bootCode, builderCode, describeSources, installCode, ownSources } from './own.ts'
