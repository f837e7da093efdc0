export { type FakeVmDriver, fakeVmDriver } from './driver.ts'
export { type VmFault } from './fault.ts'
