import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ArtifactError } from '#results/errors'
import { stageModules } from './modules.ts'
import { readKernelTree } from './tree.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function tree(name: string, files: Record<string, string>): Promise<string> {
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(directory, name, path)), { recursive: true })
		await writeFile(join(directory, name, path), content)
	}
	return join(directory, name)
}

test('before 6.19: vmlinuz and config in /boot, modules under /lib', async () => {
	const one = await tree('image', {
		'boot/vmlinuz-6.1.0-50-cloud-amd64': '',
		'boot/config-6.1.0-50-cloud-amd64': '',
		'lib/modules/6.1.0-50-cloud-amd64/modules.builtin': '',
	})
	expect(await readKernelTree([one])).toEqual({
		release: '6.1.0-50-cloud-amd64',
		vmlinuz: join(one, 'boot/vmlinuz-6.1.0-50-cloud-amd64'),
		config: join(one, 'boot/config-6.1.0-50-cloud-amd64'),
		modulesDirs: [join(one, 'lib/modules/6.1.0-50-cloud-amd64')],
	})
})

test('since 6.19: the parts of one tree in three packages', async () => {
	const at = 'usr/lib/modules/7.3.4'
	const trees = [
		await tree('binary', { [`${at}/vmlinuz`]: '' }),
		await tree('modules', { [`${at}/kernel/net/x.ko.xz`]: '' }),
		await tree('base', { [`${at}/config`]: '', [`${at}/modules.builtin`]: '' }),
	]
	expect(await readKernelTree(trees)).toEqual({
		release: '7.3.4',
		vmlinuz: join(trees[0]!, at, 'vmlinuz'),
		config: join(trees[2]!, at, 'config'),
		modulesDirs: trees.map((one) => join(one, at)),
	})
})

test('the empty linux-image of 6.19 and later says which packages are missing', async () => {
	const empty = await tree('image', { 'usr/share/doc/linux-image/copyright': '' })
	await expect(readKernelTree([empty])).rejects.toMatchObject({
		hint: expect.stringContaining('linux-binary-X') as string,
	})
})

test('two kernels are not one', async () => {
	const two = await tree('two', {
		'boot/vmlinuz-1': '',
		'boot/vmlinuz-2': '',
		'lib/modules/1/modules.order': '',
		'lib/modules/2/modules.order': '',
	})
	await expect(readKernelTree([two])).rejects.toThrow(ArtifactError)
})

test('a module that is built in cannot be withheld', async () => {
	const one = await tree('image', {
		'boot/vmlinuz-1': '',
		'lib/modules/1/modules.builtin': 'kernel/net/bridge/br_netfilter.ko\n',
	})
	const kernel = await readKernelTree([one])
	const staging = stageModules(kernel, join(directory, 'stage'), { without: ['br_netfilter'] })
	await expect(staging).rejects.toThrow('br_netfilter cannot be taken from 1: it is built in')
})
