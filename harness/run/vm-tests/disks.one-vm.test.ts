import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cacheDirectory } from '#images'
import { copyOutOfDisk, defaultDriver } from '#vm'
import { readKernelSet } from '#vm/kernel'
import { fakeBzImage, fakeModule } from '#vm/kernel/testing'
import { RunArtifacts } from '../index.ts'
import { processesThatMention } from './cli-process.ts'

const MiB = 1024 ** 2
const release = '6.12.0-55.el10.x86_64'
const { signal } = new AbortController()
const said: string[] = []

let directory: string
let artifacts: RunArtifacts
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-disks-test-'))
	artifacts = await RunArtifacts.open({
		cacheRoot: cacheDirectory(process.env),
		signal,
		log: (message) => void said.push(message),
	})
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function put(path: string, content: string | Buffer): Promise<void> {
	await mkdir(dirname(join(directory, path)), { recursive: true })
	await writeFile(join(directory, path), content)
}

/** A disk with a table of two partitions of 15 MiB. */
async function partitioned(name: string): Promise<string> {
	const path = join(directory, name)
	await writeFile(path, '')
	await truncate(path, 32 * MiB)
	const table = Buffer.alloc(66)
	for (const index of [0, 1]) {
		table[index * 16 + 4] = 0x83
		table.writeUInt32LE(2048 + index * 15 * 2048, index * 16 + 8)
		table.writeUInt32LE(15 * 2048, index * 16 + 12)
	}
	table.set([0x55, 0xaa], 64)
	return overwritten(path, 446, table)
}

async function overwritten(path: string, offset: number, bytes: Buffer): Promise<string> {
	await using file = await open(path, 'r+')
	await file.write(bytes, 0, bytes.length, offset)
	return path
}

const formatted = (path: string, partition: number, root: string) =>
	execFileSync('mke2fs', [
		...['-q', '-F', '-t', 'ext4', '-d', join(directory, root)],
		...['-E', `offset=${(1 + partition * 15) * MiB}`, path, '15m'],
	])

test('a disk is read in a guest, once, and its kernel is one like any other', async () => {
	const module = fakeModule({ info: [`vermagic=${release} SMP`] })
	await put(`boot/vmlinuz-${release}`, fakeBzImage({ release }))
	await put('boot/vmlinuz-6.1.0-old', fakeBzImage({ release: '6.1.0-old' }))
	await put(`boot/initramfs-${release}.img`, Buffer.alloc(MiB, 'not wanted'))
	await put(`boot/loader/entries/abc-${release}.conf`, `title x\nversion ${release}\n`)
	await put(`root/usr/lib/modules/${release}/kernel/net/tun.ko`, module)
	await put(`root/usr/lib/modules/${release}/modules.builtin`, 'kernel/fs/ext4/ext4.ko\n')
	await put('root/etc/modprobe.d/sctp.conf', 'blacklist sctp\n')
	const raw = await partitioned('disk.raw')
	formatted(raw, 0, 'boot')
	formatted(raw, 1, 'root')
	const path = join(directory, 'disk.qcow2')
	execFileSync('qemu-img', ['convert', '-O', 'qcow2', raw, path])
	const { readDisk } = artifacts
	const set = await readKernelSet([path], { readDisk, signal })
	expect(set).toMatchObject({ release, files: [{ kind: 'disk' }], modprobe: [{ text: 'blacklist sctp\n' }] })
	expect(set.image!.from).toBe(`${path}: vda1/vmlinuz-${release}`)
	expect([...set.modules!.files.entries()]).toEqual([
		['tun', `vda2/usr/lib/modules/${release}/kernel/net/tun.ko`],
	])
	const boots = () => said.filter((message) => message.includes('Booting a guest to read'))
	expect(boots()).toHaveLength(1)
	const again = await readKernelSet([path], { readDisk, signal, release: '6.1.0-old' }).catch(String)
	expect(again).toContain('the modules are of')
	expect(boots()).toHaveLength(1)
})

test('what is on a disk without a readable kernel is told', async () => {
	const path = await partitioned('bad.raw')
	await put('empty/etc/hostname', 'x\n')
	formatted(path, 0, 'empty')
	// The table of the file system's groups, which is then no table.
	await overwritten(path, MiB + 1024 + 0x20, Buffer.alloc(12, 0xff))
	await overwritten(path, 16 * MiB, Buffer.from('LUKS\xba\xbe', 'latin1'))
	const reading = readKernelSet([path], { readDisk: artifacts.readDisk, signal })
	await expect(reading).rejects.toMatchObject({
		message: expect.stringMatching(/vda1 ext4 which cannot be mounted: .*; vda2 luks\. Expected/) as string,
		hint: expect.stringContaining('An encrypted partition is not read') as string,
	})
})

test('a guest that panics is told of, and none is left', async () => {
	const path = await partitioned('panic.raw')
	const out = join(directory, 'out')
	await writeFile(out, Buffer.alloc(MiB))
	const kernel = await artifacts.kernel({
		raw: 'debian:6.12',
		value: { provider: 'debian', version: '6.12' },
	})
	const { vmlinuz } = kernel
	const cacheDir = join(artifacts.cache.root, 'accelerator')
	const host = await defaultDriver.probe({ vmlinuz, initrd: await artifacts.probeInitrd(), cacheDir, signal })
	// An initrd without an init.
	const initrd = join(directory, 'boot/loader/entries', `abc-${release}.conf`)
	const disk = { path, shown: 'panic.raw', format: 'raw' } as const
	await expect(copyOutOfDisk({ host, vmlinuz, initrd, disk, out, signal })).rejects.toThrow(
		/^panic\.raw: a guest was booted to read it, and did not: .*(panic|mount root)/,
	)
	expect(await processesThatMention(path)).toEqual([])
})
