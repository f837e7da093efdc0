import { expect, it } from 'vitest'
import { holds, ran, slirp } from '../testing/tried-27-5-1.ts'
import { chinese } from '../words/catalogue/chinese.js'
import { english } from '../words/catalogue/english.js'
import { apart, configurationWords } from './labels.ts'

/** No other configuration shows the same. */
const unlike = () => false

it('calls an upgrade one, and only where nothing else tells two configurations apart', () => {
	const from = { ...slirp, upgradeFrom: 'debian:26.1' }
	const results = ran({ axes: from, checks: holds }, { checks: holds }, { axes: slirp, checks: holds })
	const words = (cell: number, among: number[]) => configurationWords(results, cell, among, english, unlike)
	expect(words(0, [0, 2])).toBe('upgraded from debian:26.1')
	expect(words(0, [0, 1])).not.toContain('debian:26.1')
	expect(words(0, [0, 1])).toContain('slirp4netns')
})

it('says of what a value is, and nothing of what there is not, unless that tells configurations apart', () => {
	const cmdline = 'ipv6.disable=1'
	const results = ran(
		{ axes: { ...slirp, cmdline }, checks: holds },
		{ axes: slirp, checks: holds },
		{ axes: { network: 'pasta@2025_05_03', portDriver: 'implicit' }, checks: holds },
	)
	const words = (cell: number, among: number[]) => configurationWords(results, cell, among, english, unlike)
	expect(words(0, [0, 1])).toBe('kernel command line ipv6.disable=1')
	expect(words(1, [0, 1, 2])).toBe('slirp4netns · builtin')
	expect(words(1, [0, 1])).toBe('nothing added to the kernel command line')
	expect(apart(results, [1, 2], [0], english)).toBe('nothing added to the kernel command line')
	expect(apart(results, [1, 2], [0], chinese)).toBe('内核命令行未添加内容')
})

it('leaves out the kernel, which a matrix paired with it by chance, where others show the same on another one', () => {
	const old = { kernel: 'debian:6.1' }
	const results = ran(
		{ axes: slirp, checks: holds },
		{ axes: { ...slirp, ...old }, checks: holds },
		{ axes: { ...old, network: 'pasta@2025_05_03', portDriver: 'implicit' }, checks: holds },
	)
	const words = (isAlike: () => boolean) => configurationWords(results, 0, [0, 1, 2], english, isAlike)
	expect(words(() => true)).toBe('slirp4netns · builtin')
	const two = ran({ axes: slirp }, { axes: { ...slirp, portDriver: 'slirp4netns' } })
	expect(configurationWords(two, 1, [0, 1], english, unlike), 'a driver bears the same name').toBe(
		'port driver slirp4netns',
	)
	expect(words(unlike)).toBe('debian:6.12 · slirp4netns · builtin')
})
