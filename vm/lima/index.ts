export { limaDriver } from './driver.ts'
