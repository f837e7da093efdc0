import { expect, test } from 'vitest'
import { cpuModel } from './cpu.ts'

test('KVM passes the host through', () => {
	expect(cpuModel('kvm', '7.2.22')).toEqual({ args: ['-cpu', 'host'], workarounds: [] })
})

test('emulation by QEMU 7.2 goes without cmpxchg16b and says why', () => {
	const { args, workarounds } = cpuModel('tcg', '7.2.22')
	expect(args).toEqual(['-cpu', 'max,cx16=off'])
	expect(workarounds[0]?.reason).toContain('double fault')
})

test('emulation by QEMU 10 needs no work-around', () => {
	expect(cpuModel('tcg', '10.0.2')).toEqual({ args: ['-cpu', 'qemu64'], workarounds: [] })
})
