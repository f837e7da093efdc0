export { bench, type BenchOptions } from './bench.ts'
export type { BenchRecord } from './record.ts'
export { benchMarkdown } from './render.ts'
