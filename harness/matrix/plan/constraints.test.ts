import { type Axes, portDriver } from '#results'
import { expect, it } from 'vitest'
import { violations } from './constraints.ts'

const broken = (axes: Partial<Axes>): string[] =>
	violations({ docker: 'upstream:29.8.0', rootlesskit: 'bundled', ...axes }).map(({ id }) => id)

it('pesto goes with pasta, and with a RootlessKit that has it', () => {
	const pesto = { network: 'pasta@2026_10_02', portDriver: 'pesto' } as const
	expect(broken(pesto)).toEqual([])
	expect(broken({ ...pesto, network: 'slirp4netns' })).toEqual(['pesto-needs-pasta'])
	expect(broken({ ...pesto, docker: 'upstream:29.7.2' })).toEqual(['pesto-needs-rootlesskit-3-1'])
	expect(broken({ ...pesto, docker: 'upstream:29.7.2', rootlesskit: 'upstream:3.3.0' })).toEqual([])
})

it('gvisor-tap-vsock is a network that builtin goes with as well, and a port driver of its own', () => {
	const network = 'gvisor-tap-vsock'
	expect(broken({ network, portDriver: 'builtin' })).toEqual([])
	expect(broken({ network, portDriver: 'gvisor-tap-vsock' })).toEqual([])
	expect(broken({ network: 'slirp4netns', portDriver: 'gvisor-tap-vsock' })).toEqual([
		'gvisor-ports-need-gvisor',
	])
	expect(broken({ network, portDriver: 'builtin', docker: 'debian:28.5' })).toEqual([
		'gvisor-needs-rootlesskit-3',
	])
	expect(broken({ network, portDriver: 'implicit' })).toEqual(['implicit-needs-pasta'])
})

it('lxc-user-nic goes with builtin, and with no port driver that is of another network’s', () => {
	const goes = portDriver.options.filter(
		(one) => broken({ network: 'lxc-user-nic', portDriver: one }).length === 0,
	)
	expect(goes).toEqual(['builtin'])
})

it('the script’s own choice is slirp4netns, whose port driver goes with it', () => {
	expect(broken({ network: 'default', portDriver: 'builtin' })).toEqual([])
	expect(broken({ network: 'default', portDriver: 'slirp4netns' })).toEqual([])
	expect(broken({ network: 'default', portDriver: 'implicit' })).toEqual(['implicit-needs-pasta'])
})
