import { execFileSync } from 'node:child_process'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ArtifactError } from '#results/errors'
import { fakeBzImage } from '../../fixtures/images.ts'
import { type FakeFiles, fakeTar } from '../../fixtures/packages.ts'
import { config, release, useSetFiles, whole } from '../../fixtures/set-files.ts'
import { readKernelSet, type ReadDisk } from '../index.ts'

const files = useSetFiles()
const at = (name: string) => join(files.directory, name)

/** What a guest would bring out of any disk, and the formats of the disks that it was to read. */
async function guestWith(content: FakeFiles, found = 'vda1 ext4\n') {
	const archive = await files.file(
		'archive',
		await fakeTar({ 'mnt/found': found, ...below('mnt/vda1', content) }),
	)
	const formats: string[] = []
	const readDisk: ReadDisk = async ({ format }) => {
		formats.push(format)
		return archive
	}
	return { readDisk, formats }
}

const below = (prefix: string, content: FakeFiles): FakeFiles =>
	Object.fromEntries(Object.entries(content).map(([path, bytes]) => [`${prefix}/${path}`, bytes]))

function image(name: string, ...args: readonly string[]): string {
	execFileSync('qemu-img', ['create', '-q', '-f', ...args.slice(0, 1), ...args.slice(1), at(name), '64M'])
	return at(name)
}

async function patch(path: string, offset: number, bytes: readonly number[]): Promise<string> {
	await using file = await open(path, 'r+')
	await file.write(Buffer.from(bytes), 0, bytes.length, offset)
	return path
}

/** The beginning of a disk with one Linux partition. */
function partitioned(): Buffer {
	const disk = Buffer.alloc(1024 * 1024)
	disk.set([0x80, 0, 0, 0, 0x83, 0, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0], 446)
	disk.set([0x55, 0xaa], 510)
	return disk
}

test.each([
	['qcow2', ['qcow2']],
	['qcow2', ['qcow2', '-o', 'compat=0.10']],
	['vmdk', ['vmdk']],
	['vmdk', ['vmdk', '-o', 'subformat=streamOptimized']],
	['vhdx', ['vhdx']],
	['vdi', ['vdi']],
	['vpc', ['vpc']],
])('a disk is known by its content: %s of qemu-img create -f %s', async (format, args) => {
	const { readDisk, formats } = await guestWith(whole)
	const set = await readKernelSet([image('some.txt', ...args)], { readDisk })
	expect(set).toMatchObject({ release, files: [{ kind: 'disk' }], config: { version: '6.12.0' } })
	expect(set.image!.from).toBe(`${at('some.txt')}: vda1/lib/modules/${release}/vmlinuz`)
	expect(formats).toEqual([format])
})

test.each([
	['a table of partitions', partitioned()],
	['a GUID table', Buffer.concat([Buffer.alloc(512), Buffer.from('EFI PART'), Buffer.alloc(4096)])],
	['xfs', Buffer.concat([Buffer.from('XFSB'), Buffer.alloc(4096)])],
	['btrfs', Buffer.concat([Buffer.alloc(0x1_0040), Buffer.from('_BHRfS_M')])],
	['a volume of LVM', Buffer.concat([Buffer.alloc(512), Buffer.from('LABELONE'), Buffer.alloc(4096)])],
])('a raw disk is known by %s', async (_, bytes) => {
	const { readDisk, formats } = await guestWith(whole)
	await readKernelSet([await files.file('disk', bytes)], { readDisk })
	expect(formats).toEqual(['raw'])
})

const needs = (name: string) =>
	new RegExp(`: is a disk image \\(\\w+\\) .*${name}.*Expected a whole disk in one file`)

test.each([
	[
		'a backing file',
		'backing file, "/etc/shadow"',
		() => image('d', 'qcow2', '-u', '-b', '/etc/shadow', '-F', 'raw'),
	],
	[
		'a data file',
		'external data file',
		() => image('d', 'qcow2', '-o', `data_file=${at('data')},data_file_raw=on`),
	],
	['a password', 'encrypted', () => patch(image('d', 'qcow2'), 35, [2])],
	[
		'a parent (vmdk)',
		'needs its parent, ".*base.vmdk"',
		() => image('d', 'vmdk', '-b', image('base.vmdk', 'vmdk'), '-F', 'vmdk'),
	],
	[
		'extents in other files',
		'only describes other files, "d-flat.vmdk"',
		() => image('d.vmdk', 'vmdk', '-o', 'subformat=monolithicFlat'),
	],
	[
		'no size, so that its text is believed',
		'without a size',
		() => patch(image('d', 'vmdk'), 12, [0, 0, 0, 0, 0, 0, 0, 0]),
	],
	['a parent (vdi)', 'its parent', () => patch(image('d', 'vdi'), 0x4c, [4])],
	['a parent (vhd)', 'its parent', () => patch(image('d', 'vpc'), 63, [4])],
	[
		'a parent (vhdx)',
		'its parent',
		async () => {
			const path = image('d', 'vhdx')
			const guid = Buffer.from('3767a1ca36fa434db3b633f0aa44e76b', 'hex')
			const bytes = await readFile(path)
			const item = bytes.indexOf(guid)
			const table = bytes.lastIndexOf('metadata', item)
			return patch(path, table + bytes.readUInt32LE(item + 16) + 4, [2])
		},
	],
])('a disk with %s is refused before a guest is booted', async (_, what, make) => {
	const { readDisk, formats } = await guestWith(whole)
	const reading = readKernelSet([await make()], { readDisk })
	await expect(reading).rejects.toThrow(ArtifactError)
	await expect(reading).rejects.toThrow(needs(what))
	expect(formats).toEqual([])
})

test('without a guest disks are refused, and the message says what to do', async () => {
	await expect(readKernelSet([image('d', 'qcow2')])).rejects.toMatchObject({
		message: expect.stringContaining('is a disk image (qcow2), which only a guest reads') as string,
		hint: expect.stringContaining('copy /boot and /lib/modules/RELEASE') as string,
	})
})

test('a disk that is compressed is told to be', async () => {
	const path = await files.file('disk.gz', gzipSync(partitioned()))
	await expect(readKernelSet([path])).rejects.toThrow(/is a disk image that is compressed \(gzip\)/)
})

const other = '6.12.0-60.el10.x86_64'
const twoKernels = {
	...whole,
	[`boot/vmlinuz-${other}`]: fakeBzImage({ release: other }),
	[`boot/config-${other}`]: config,
	[`lib/modules/${other}/modules.builtin`]: 'kernel/fs/xfs/xfs.ko\n',
}

test('of several kernels the one that boots is read, or the one that is asked for', async () => {
	const disk = image('d', 'qcow2')
	const saved = { 'boot/grub2/grubenv': `saved_entry=abc-${other}\n` }
	const entries = Object.fromEntries(
		[release, other].map((one) => [`boot/loader/entries/abc-${one}.conf`, `version ${one}\n`]),
	)
	const { readDisk } = await guestWith({ ...twoKernels, ...entries, ...saved })
	const booted = await readKernelSet([disk], { readDisk })
	expect(booted).toMatchObject({ release: other, modules: { builtin: new Set(['xfs']) } })
	expect(booted.config!.from).toContain(`config-${other}`)
	const asked = await readKernelSet([disk], { readDisk, release })
	expect(asked).toMatchObject({ release, modules: { builtin: new Set(['ext4']) } })
	await expect(readKernelSet([disk], { readDisk, release: '5.10.1' })).rejects.toThrow(
		`no kernel image of the release 5.10.1; found: ${release}, ${other}`,
	)
})

test('the image for rescue is no kernel beside the one that it is a copy of', async () => {
	const { readDisk } = await guestWith({
		'boot/vmlinuz-0-rescue-abc': whole[`lib/modules/${release}/vmlinuz`],
		...whole,
	})
	const set = await readKernelSet([image('d', 'qcow2')], { readDisk })
	expect(set.image!.from).toContain(`lib/modules/${release}/vmlinuz`)
})

test('a disk whose /boot is elsewhere has the modules of the kernel that is asked for', async () => {
	const modulesOf = (one: string) => ({ [`lib/modules/${one}/modules.builtin`]: 'kernel/fs/xfs/xfs.ko\n' })
	const { readDisk } = await guestWith({ ...modulesOf(release), ...modulesOf(other) })
	const path = image('d', 'qcow2')
	await expect(readKernelSet([path], { readDisk })).rejects.toThrow(`has 2 kernels: ${release}, ${other}`)
	expect(await readKernelSet([path], { readDisk, release: other })).toMatchObject({ release: other })
})

test('several kernels of which none is said to boot are named, with how to choose', async () => {
	const { readDisk } = await guestWith(twoKernels)
	const path = image('d', 'qcow2')
	await expect(readKernelSet([path], { readDisk })).rejects.toMatchObject({
		message: expect.stringContaining(`has 2 kernels: ${release}, ${other}`) as string,
		hint: expect.stringContaining(`${path}#release=${other}`) as string,
	})
})

test.each([
	['', /it has no partitions/, /the disk that the machine boots from/],
	['vda1 vfat\nvda2 luks\n', /: vda1 vfat; vda2 luks\. Expected/, /unlock the disk/],
	['vda1 \x1b[31mred\n', /vda1 \\u001b\[31mred/, /copy \/boot/],
])('a disk without a kernel is told with what is on it: %j', async (found, message, hint) => {
	const { readDisk } = await guestWith({ 'etc/os-release': 'NAME=x\n' }, found)
	const reading = readKernelSet([image('d', 'qcow2')], { readDisk })
	await expect(reading).rejects.toThrow(message)
	await expect(reading).rejects.toMatchObject({ hint: expect.stringMatching(hint) as string })
})

test('what a guest brings out is held to the limits of every archive', async () => {
	const { readDisk } = await guestWith({ ...whole, 'lib/modules/x/a.ko': Buffer.alloc(2 * 1024 * 1024) })
	const [path, limits] = [image('d', 'qcow2'), { maxBytes: 1024 * 1024 }]
	await expect(readKernelSet([path], { readDisk, limits })).rejects.toThrow(/Expected at most 1048576/)
	const evil = await files.file('evil', await fakeTar({ '../etc/cron.d/x': 'x' }))
	await expect(readKernelSet([path], { readDisk: async () => evil })).rejects.toThrow(
		/leads out of the archive/,
	)
})

test('the disk of an appliance is taken out of it', async () => {
	const { readDisk, formats } = await guestWith(whole)
	const vmdk = await readFile(image('disk.vmdk', 'vmdk', '-o', 'subformat=streamOptimized'))
	const ovf = '<?xml version="1.0"?>\n<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"/>\n'
	const path = await files.file('box', await fakeTar({ 'box.ovf': ovf, 'disk1.vmdk': vmdk }))
	const set = await readKernelSet([path], { readDisk })
	expect(set).toMatchObject({ release, files: [{ path, kind: 'disk' }] })
	expect(set.image!.from).toContain(`${path}: vda1/`)
	expect(formats).toEqual(['vmdk'])
	await writeFile(path, await fakeTar({ 'box.ovf': ovf, 'a.vmdk': vmdk, 'b.vmdk': vmdk }))
	await expect(readKernelSet([path], { readDisk })).rejects.toThrow(/has 2 disks: a\.vmdk, b\.vmdk/)
	await writeFile(path, await fakeTar({ 'box.ovf': ovf }))
	await expect(readKernelSet([path], { readDisk })).rejects.toThrow(/has no disk/)
})
