export { storeFewCells } from './stored-run.ts'
