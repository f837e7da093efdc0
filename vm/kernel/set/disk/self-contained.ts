import { open } from 'node:fs/promises'
import { ArtifactError } from '#results/errors'
import { Fields, shown } from './fields.ts'
import type { DiskFormat } from './format.ts'
import { vhdxObstacle } from './vhdx.ts'
import { vmdkObstacle } from './vmdk.ts'

/**
 * Refuses a disk image that needs another file, before QEMU sees it: that could be any file of this host.
 * @throws ArtifactError
 */
export async function assertSelfContained(path: string, format: DiskFormat, named = path): Promise<void> {
	await using file = await open(path)
	const obstacle = await obstacleIn(new Fields(file), format)
	if (obstacle === undefined) return
	throw new ArtifactError(
		`${named}: is a disk image (${format}) ${obstacle}. Expected a whole disk in one file, not encrypted.`,
		{
			hint: 'It was not opened. Where its other files are, make one file of them and give that: qemu-img convert -O qcow2 DISK whole.qcow2.',
		},
	)
}

/** What is in its way, to be read behind "a disk image"; what is damaged otherwise, QEMU says. */
function obstacleIn(fields: Fields, format: DiskFormat): Promise<string | undefined> | undefined {
	switch (format) {
		case 'qcow2':
			return qcow2Obstacle(fields)
		case 'vmdk':
			return vmdkObstacle(fields)
		case 'vhdx':
			return vhdxObstacle(fields)
		case 'vpc':
			return vpcObstacle(fields)
		case 'vdi':
			return vdiObstacle(fields)
		case 'raw':
		case 'ext4':
			return undefined
	}
}

/** docs/interop/qcow2.rst of QEMU. */
async function qcow2Obstacle(fields: Fields): Promise<string | undefined> {
	const header = await fields.bytes(0, 104)
	const version = header.readUInt32BE(4)
	if (version !== 2 && version !== 3) return `of version ${version}, which is not known`
	const backing = header.readBigUInt64BE(8)
	if (backing !== 0n) {
		const length = Math.min(header.readUInt32BE(16), 1023)
		return `with a backing file, ${shown(await fields.bytes(backing, length))}`
	}
	if (header.readUInt32BE(32) !== 0) return 'that is encrypted'
	const features = version === 3 ? header.readBigUInt64BE(72) : 0n
	return (features & 4n) !== 0n ? 'with an external data file' : undefined
}

/** Microsoft's VHD, with the copy of its footer in front. */
async function vpcObstacle(fields: Fields): Promise<string | undefined> {
	const type = (await fields.bytes(0, 512)).readUInt32BE(60)
	if (type === 4) return 'that has only what differs from another one, its parent'
	return type === 3 ? undefined : `of the kind ${type}, which is not known`
}

/** VirtualBox's. */
async function vdiObstacle(fields: Fields): Promise<string | undefined> {
	const type = (await fields.bytes(0, 512)).readUInt32LE(0x4c)
	return type === 1 || type === 2 ? undefined : 'that has only what differs from another one, its parent'
}
