import { expect, it } from 'vitest'
import { unfitFor } from './choose-driver.ts'
import { fakeVmDriver } from './fake/index.ts'

const { name, capabilities } = fakeVmDriver()
const able = { name, capabilities: { ...capabilities, architectures: ['x86_64' as const] } }

it('a driver is asked what it can do, not what it is called', () => {
	expect(unfitFor(able, 'x86_64')).toBeUndefined()
	expect(unfitFor(able, 'aarch64')).toEqual({
		why: 'The VM driver fake runs guests of x86_64, not of aarch64.',
		hint: 'Take another driver (--driver), or guests that it runs (--arch).',
	})
	const loaders = { name, capabilities: { ...able.capabilities, bootFormats: ['disk'] as const } }
	expect(unfitFor(loaders, 'x86_64')?.why).toContain('boots no kernel by itself')
})
