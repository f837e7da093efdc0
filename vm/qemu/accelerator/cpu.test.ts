import { expect, test } from 'vitest'
import { cpuModel } from './cpu.ts'

test('KVM passes the host through', () => {
	expect(cpuModel({ accelerator: 'kvm', arch: 'x86_64', driverVersion: '7.2.22' })).toEqual({
		args: ['-cpu', 'host'],
		workarounds: [],
	})
})

test('emulation by QEMU 7.2 goes without cmpxchg16b and says why', () => {
	const { args, workarounds } = cpuModel({ accelerator: 'tcg', arch: 'x86_64', driverVersion: '7.2.22' })
	expect(args).toEqual(['-cpu', 'max,cx16=off'])
	expect(workarounds[0]?.reason).toContain('double fault')
})

test('emulation by QEMU 10 needs no work-around', () => {
	expect(cpuModel({ accelerator: 'tcg', arch: 'x86_64', driverVersion: '10.0.2' })).toEqual({
		args: ['-cpu', 'qemu64'],
		workarounds: [],
	})
})

test('an emulated processor of aarch64 does without signed return addresses', () => {
	const host = { accelerator: 'tcg', arch: 'aarch64', driverVersion: '10.0.2' } as const
	expect(cpuModel(host)).toEqual({ args: ['-cpu', 'max,pauth=off'], workarounds: [] })
})
