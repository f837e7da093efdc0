export { contractSeed, promises, writeToDisks } from './contract.ts'
