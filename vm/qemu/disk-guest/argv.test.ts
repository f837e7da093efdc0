import { expect, test } from 'vitest'
import type { DiskFormat } from '../../kernel/index.ts'
import { diskGuestArgv } from './argv.ts'

const host = {
	driver: 'QEMU',
	program: 'qemu',
	driverVersion: '10.0.2',
	accelerator: 'tcg',
	arch: 'x86_64',
} as const

/** The command line for a disk of that format, and the block devices in it. */
function guestWith(format: DiskFormat) {
	const disk = { path: '/stranger/s disk', shown: 'disk', format }
	const argv = diskGuestArgv({ host, vmlinuz: '/v', initrd: '/i', disk, out: '/out' }, 'nobody')
	const nodes = argv.filter((_, index) => argv[index - 1] === '-blockdev')
	return { argv, nodes: nodes.map((node) => JSON.parse(node) as unknown) }
}

test.each([
	['qcow2', { driver: 'qcow2', backing: null }],
	['vmdk', { driver: 'vmdk', backing: null }],
	['vhdx', { driver: 'vhdx' }],
	['ext4', { driver: 'raw' }],
] as const)(
	'a stranger’s %s is opened as that and no other, only for reading, and nothing behind it',
	(format, node) => {
		const file = { driver: 'file', filename: '/stranger/s disk', 'read-only': true }
		expect(guestWith(format).nodes[0]).toEqual({ ...node, 'node-name': 'stranger', 'read-only': true, file })
	},
)

test('a guest that reads a disk has no network, and QEMU no root', () => {
	const { argv, nodes } = guestWith('qcow2')
	expect(argv).toContain('-nodefaults')
	expect(argv.join(' ')).not.toMatch(/-netdev|-nic|virtio-net/)
	expect(argv).toEqual(expect.arrayContaining(['-sandbox', 'user=nobody']))
	expect(nodes).toHaveLength(2)
})
