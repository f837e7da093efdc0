/** A disk image, or the file system of a bare disk. All of them but ext4 are read in a guest. */
export type DiskFormat = 'qcow2' | 'vmdk' | 'vhdx' | 'vpc' | 'vdi' | 'raw' | 'ext4'

/** So many bytes of a file tell what kind of disk it is: the superblock of btrfs lies that far inside. */
export const diskHeadBytes = 0x10048

const magics: readonly (readonly [format: DiskFormat, offset: number, text: string])[] = [
	['vhdx', 0, 'vhdxfile'],
	['qcow2', 0, 'QFI\xfb'],
	['vmdk', 0, 'KDMV'],
	['vmdk', 0, '# Disk DescriptorFile'],
	['vpc', 0, 'conectix'],
	['vdi', 0x40, '\x7f\x10\xda\xbe'],
	['raw', 0, 'XFSB'],
	['raw', 0, 'LUKS\xba\xbe'],
	['raw', 0x200, 'LABELONE'],
	['raw', 0x200, 'EFI PART'],
	['raw', 0x1000, 'EFI PART'],
	['raw', 0x1_0040, '_BHRfS_M'],
	['ext4', 0x438, '\x53\xef'],
]

/** Tells a disk by its first `diskHeadBytes`; undefined for what is none. */
export function diskFormatOf(head: Buffer): DiskFormat | undefined {
	const found = magics.find(([, offset, text]) => startsAt(head, offset, text))?.[0]
	return found ?? (hasPartitionTable(head) ? 'raw' : undefined)
}

const startsAt = (bytes: Buffer, offset: number, text: string): boolean =>
	bytes.toString('latin1', offset, offset + text.length) === text

/** A table of the BIOS's kind. A bzImage has the same two bytes at its end of the sector, and no such table. */
function hasPartitionTable(head: Buffer): boolean {
	if (!startsAt(head, 510, '\x55\xaa') || startsAt(head, 0x202, 'HdrS')) return false
	const entries = [446, 462, 478, 494].map((at) => head.subarray(at, at + 16))
	const isSane = entries.every((entry) => entry[0] === 0 || entry[0] === 0x80)
	return isSane && entries.some((entry) => entry[4] !== 0 && entry.readUInt32LE(12) > 0)
}
