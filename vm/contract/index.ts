export { contractSeed, type ContractSubject, type Promised, promises, writeToDisks } from './contract.ts'
