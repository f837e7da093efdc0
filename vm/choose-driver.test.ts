import { expect, it } from 'vitest'
import { unfitFor } from './choose-driver.ts'
import { fakeVmDriver } from './fake/index.ts'

const { name, capabilities } = fakeVmDriver()
const able = { name, capabilities: { ...capabilities, architectures: ['x64'] } }

it('a driver is asked what it can do, not what it is called', () => {
	expect(unfitFor(able, 'x64')).toBeUndefined()
	expect(unfitFor(able, 'arm64')).toEqual({
		why: 'The VM driver fake runs guests of x64, and this machine is arm64.',
		hint: 'Run it on a machine of x64.',
	})
	const loaders = { name, capabilities: { ...able.capabilities, bootFormats: ['disk'] as const } }
	expect(unfitFor(loaders, 'x64')?.why).toContain('boots no kernel by itself')
})
