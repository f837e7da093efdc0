export { type FakeVmDriver, fakeVmDriver, type FakeVmOptions } from './driver.ts'
export { type VmFault } from './fault.ts'
