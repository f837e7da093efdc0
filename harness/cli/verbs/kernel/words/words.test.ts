import { expect, it } from 'vitest'
import { chineseReason } from '#results'
import { shapeOf } from '#results/testing'
import { departures, evaluate, planDevices, requirements } from '#vm/kernel'
import { fakeSet, neededByGuests } from '#vm/kernel/testing'
import { kernelWords, requirementWords } from './index.ts'

const hasChinese = (text: string) => /[\u4e00-\u9fff]/.test(text)

type Sentence = (...of: readonly unknown[]) => string

it('both languages say the same things of a kernel, and none of it is left in English', () => {
	expect(shapeOf(kernelWords.zh)).toEqual(shapeOf(kernelWords.en))
	const texts: string[] = []
	const look = (value: unknown): void => {
		if (typeof value === 'object' && value !== null) Object.values(value).forEach(look)
		else if (typeof value === 'string') texts.push(value)
		else for (const list of [['x'], 'x']) texts.push(saidOf(value as Sentence, list))
	}
	const saidOf = (sentence: Sentence, list: unknown) => {
		try {
			return sentence(list, '27.5.1', list)
		} catch {
			return '一'
		}
	}
	look(kernelWords.zh)
	expect(texts.filter((text) => !hasChinese(text))).toEqual([])
})

it('what rootless Docker wants is told in Chinese, whoever wants it', () => {
	expect(requirements.length).toBeGreaterThan(90)
	const english = requirements.filter((one) => !requirementWords(one, 'zh').every(hasChinese))
	expect(english.map(({ id }) => id)).toEqual([])
	for (const one of requirements) expect(requirementWords(one, 'en')).toEqual([one.why, one.without])
})

const sets: Parameters<typeof fakeSet>[0][] = [
	{ arch: 'i386' },
	{ arch: 'uml' },
	{ arch: 'aarch64' },
	{ arch: 'aarch64', release: undefined },
	{ release: '3.10.0-1160.el7.x86_64', config: { ...neededByGuests, USER_NS: 'n' } },
	{ image: { format: 'elf', pvh: false } },
	{ config: {} },
	{ config: neededByGuests, modules: [] },
	{ config: { ...neededByGuests, BLK_DEV_NVME: 'y', E1000: 'y', EXT4_FS: 'y' } },
	{
		config: {
			...neededByGuests,
			VIRTIO_PCI: 'y',
			VIRTIO_BLK: 'm',
			BLK_DEV_NVME: 'y',
			E1000: 'y',
			EXT4_FS: 'y',
		},
		modules: [],
	},
	{
		config: {
			...neededByGuests,
			VIRTIO_CONSOLE: 'y',
			VIRTIO_PCI: 'y',
			BLK_DEV_NVME: 'y',
			E1000: 'y',
			EXT4_FS: 'y',
		},
	},
]

it('why a kernel boots with other devices, or not at all, is told in Chinese, with every part of it', () => {
	const sentences = sets.flatMap((options) => {
		const set = fakeSet(options)
		const devices = planDevices(set)
		return devices.runs ? departures(devices) : devices.obstacles.map(({ sentence }) => sentence)
	})
	expect(new Set(sentences).size).toBeGreaterThan(15)
	const told = sentences.map((sentence) => [sentence, chineseReason(sentence) ?? ''] as const)
	expect(told.filter(([, chinese]) => !hasChinese(chinese)).map(([english]) => english)).toEqual([])
	expect(told.filter(([, chinese]) => /[a-z]{2,} (?:is|not|the|every|in|from)\b/.test(chinese))).toEqual([])
})

it('where a missing module may be found is told in Chinese, whoever built the kernel', () => {
	const releases = [
		...['6.12.0-55.el10.x86_64', '5.14.0-1.el9.x86_64', '5.15.0-1.el9uek.x86_64', '6.11.3-300.fc41.x86_64'],
		...['6.1.1-1.amzn2023.x86_64', '6.1.10-1.ph5', '6.6.36-microsoft-standard-WSL2', '6.8.12-1-pve'],
		...['6.12.1+deb13-cloud-amd64', '6.8.0-31-generic', '6.4.0-150600-default', '6.9.1-arch1-1', '6.6.1-lts'],
		...['6.12.1', undefined],
	]
	const remedies = releases.flatMap((release) =>
		[
			{ config: { TUN: 'm', BRIDGE: 'm', NF_NAT: 'm' }, modules: [], packageNames: [] },
			{ config: undefined, modules: [], builtin: [], packageNames: [] },
			{
				config: { TUN: 'm' },
				modules: [],
				packageNames: ['kernel-modules-core', 'linux', 'linux-esx', 'kernel'],
			},
			{
				config: { TUN: 'm', NFT_COMPAT: 'm' },
				modules: [],
				packageNames: ['kernel-modules-core', 'kernel-modules', 'kernel-modules-extra'],
			},
		].flatMap((options) =>
			evaluate(fakeSet({ release, ...options })).findings.flatMap(({ remedy }) => remedy ?? []),
		),
	)
	const all = [...new Set(remedies)]
	expect(all.some((one) => one.includes('likely in'))).toBe(true)
	expect(all.some((one) => one.includes('in none of the packages'))).toBe(true)
	expect(all.filter((one) => !hasChinese(chineseReason(one) ?? ''))).toEqual([])
	const left = all.map((one) => chineseReason(one) ?? '').filter((one) => / (?:or|of|its|in|not) /.test(one))
	expect(left).toEqual([])
})

it('a guest’s own words stay as they are, also those that a replacement would act on', () => {
	expect(chineseReason("The disk is $& : it's a trap")).toBeUndefined()
	expect(chineseReason('This kernel is built without CONFIG_UNIX: $& $1 @1.')).toBe(
		'此内核 编译时未设置 CONFIG_UNIX：$& $1 @1。',
	)
})
