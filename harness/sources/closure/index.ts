export { closureOf } from './closure.ts'
