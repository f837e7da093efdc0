import { expect, it } from 'vitest'
import { lxcPackages } from './lxc-packages.ts'

const archive = [
	...['liblxc-common', 'lxc', 'liblxc1t64'].map((name) => ({ name, version: '1:7.0.0-2', suite: 'sid' })),
	...['liblxc-common', 'lxc', 'liblxc1t64'].map((name) => ({ name, version: '1:6.0.4-4', suite: 'trixie' })),
	...['liblxc-common', 'lxc', 'liblxc1'].map((name) => ({ name, version: '1:5.0.2-1', suite: 'bookworm' })),
	// Debian 11 has lxc, and no package of the program alone.
	...['lxc', 'liblxc1'].map((name) => ({ name, version: '1:4.0.6-2', suite: 'bullseye' })),
]
const lookup = async (name: string) => archive.filter((item) => item.name === name)

it.each([
	['trixie', '1:6.0.4-4', 'liblxc1t64'],
	['bookworm', '1:5.0.2-1', 'liblxc1'],
])('takes all of %s, where the library is called as it is there', async (suite, version, library) => {
	const found = await lxcPackages(lookup, suite)
	expect(found).toEqual(['liblxc-common', 'lxc', library].map((name) => ({ name, version, suite })))
})

it('says of a suite that has not all of it that it has no lxc-user-nic', async () => {
	await expect(lxcPackages(lookup, 'bullseye')).rejects.toThrow('bullseye has no lxc-user-nic')
})
