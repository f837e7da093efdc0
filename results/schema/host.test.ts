import { expect, it } from 'vitest'
import { hostInfo } from './record.ts'

it('reads the host of a run from before there were drivers', () => {
	expect(hostInfo.parse({ accelerator: 'tcg', qemu: '10.0.8', cpus: 2 })).toEqual({
		driver: 'QEMU',
		driverVersion: '10.0.8',
		accelerator: 'tcg',
		cpus: 2,
	})
	const now = { driver: 'fake', driverVersion: '1', accelerator: 'tcg', cpus: 2 }
	expect(hostInfo.parse(now)).toEqual(now)
	expect(hostInfo.safeParse({ accelerator: 'tcg', cpus: 2 }).success).toBe(false)
	expect(hostInfo.safeParse('tcg').success).toBe(false)
})
