import type { VmDriver } from './driver.ts'
import { qemuDriver } from './qemu/index.ts'

/** What runs the VMs where nobody says otherwise. */
export const defaultDriver: VmDriver = qemuDriver
