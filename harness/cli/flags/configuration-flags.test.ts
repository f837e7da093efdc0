import { Command } from 'commander'
import { expect, it } from 'vitest'
import {
	configurationFlagsOf,
	isConfiguration,
	networkFlag,
	withConfigurationFlags,
} from './configuration-flags.ts'

it('adds the flags that a verb wants, in its order and with its own words', () => {
	const command = withConfigurationFlags(new Command('x'), {
		kernel: { text: 'where it does not vary', default: '6.12' },
		brNetfilter: { more: '(default: loaded)' },
	})
	expect(command.options.map(({ flags, description }) => [flags, description])).toEqual([
		['--kernel <version>', 'where it does not vary'],
		['--br-netfilter <state>', 'loaded, unloaded or absent (default: loaded)'],
	])
	expect(command.parse(['--br-netfilter', 'absent'], { from: 'user' }).opts()).toEqual({
		kernel: '6.12',
		brNetfilter: 'absent',
	})
})

it('finds the flags that are said among those of a verb', () => {
	const all = { docker: '27.5.1', guest: undefined, runsDir: 'runs' }
	expect(configurationFlagsOf(all)).toEqual({ docker: '27.5.1' })
	expect(isConfiguration(all)).toBe(true)
	expect(isConfiguration({ cmdline: 'audit=0' })).toBe(false)
})

it.each([
	[{ network: 'pasta@2025_05_03' }, { flag: 'network', value: 'pasta@2025_05_03' }],
	[
		{ network: 'slirp4netns@1.3.3', passt: '2025_05_03' },
		{ flag: 'network', value: 'slirp4netns@1.3.3' },
	],
	[{ passt: '2025_05_03' }, { flag: 'passt', value: 'pasta@2025_05_03' }],
	[{ slirp4netns: true }, { flag: 'slirp4netns', value: 'slirp4netns' }],
	[{ slirp4netns: '1.3.3' }, { flag: 'slirp4netns', value: 'slirp4netns@1.3.3' }],
	[{}, undefined],
] as const)('reads the network driver of %o', (text, driver) => {
	expect(networkFlag(text)).toEqual(driver)
})
