import { expect, it } from 'vitest'
import { readDaemonSettings } from '#harness/matrix'
import { configurationOf } from './configuration.ts'
import { parseBundle } from './read-bundle.ts'

const daemonOf = (...settings: readonly string[]) =>
	configurationOf(
		parseBundle(
			['rootless-matrix bundle 1', '== daemon.json', ...settings.map((one) => `| ${one}`), ''].join('\n'),
		),
		[],
	).daemon

it('a daemon without a default bridge is one, whatever else it sets of that', () => {
	const found = daemonOf('"bridge": "none"', '"icc": false', '"ipv6": true', '"ip6tables": false')
	expect(found).toBe('bridge=none,ip6tables=false')
	expect(readDaemonSettings(found ?? '')).toEqual({
		problems: [],
		settings: { bridge: 'none', ip6tables: false },
	})
})

it('a bridge by another name is no setting that is asked about', () => {
	expect(daemonOf('"bridge": "br0"', '"icc": false')).toBe('icc=false')
})
