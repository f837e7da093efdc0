export { bisect } from './bisect.ts'
export { type AskedVersion, type BisectRecord, readRecord, writeRecord } from './record.ts'
export { bisectReport } from './report.ts'
export { valueComplaint, valueOf, valuesBetween } from './versions.ts'
