import { expect, test } from 'vitest'
import { fakeSet, neededByGuests } from '../fixtures/kernel-set.ts'
import { usualDevices } from '../../spec.ts'
import { type CannotRun, departures, type DevicePlan, devicesOf, planDevices } from './index.ts'

const virtio = { VIRTIO_PCI: 'y', VIRTIO_BLK: 'm', VIRTIO_NET: 'm', EXT4_FS: 'm' }
const plan = (config: Record<string, string>, modules: readonly string[] = []) =>
	planDevices(fakeSet({ config: { ...neededByGuests, ...config }, modules, builtin: [] })) as DevicePlan
const obstacles = (set: Parameters<typeof fakeSet>[0]) => {
	const found = planDevices(
		fakeSet({
			config: { ...neededByGuests, ...virtio },
			modules: ['virtio_blk', 'virtio_net', 'ext4'],
			builtin: [],
			...set,
		}),
	)
	return (found as CannotRun).obstacles.map(({ obstacle, sentence }) => `${obstacle}: ${sentence}`)
}

test('virtio comes first, and the initrd loads what are modules', () => {
	expect(plan(virtio, ['virtio_blk', 'virtio_net', 'ext4'])).toMatchObject({
		runs: true,
		disk: { driver: 'virtio_blk', passedOver: [], assumed: false },
		nic: { driver: 'virtio_net' },
		console: { driver: 'ttyS0' },
		rootFileSystem: { driver: 'ext4' },
		initrdModules: ['virtio_blk', 'virtio_net', 'ext4'],
	})
})

test.each([
	['nvme', { BLK_DEV_NVME: 'm' }, ['nvme']],
	['virtio_scsi', { VIRTIO_PCI: 'm', SCSI_VIRTIO: 'm', BLK_DEV_SD: 'y' }, ['virtio_pci', 'virtio_scsi']],
	['ahci', { SATA_AHCI: 'y', BLK_DEV_SD: 'm' }, ['sd_mod']],
	['vmw_pvscsi', { VMWARE_PVSCSI: 'm', BLK_DEV_SD: 'y' }, ['vmw_pvscsi']],
	['usb_storage', { USB_XHCI_PCI: 'y', USB_STORAGE: 'm', BLK_DEV_SD: 'y' }, ['usb_storage']],
])('without virtio_blk the disk is the next: %s', (driver, config, modules) => {
	const { disk } = plan({ E1000: 'y', EXT4_FS: 'y', ...config }, modules)
	expect(disk).toMatchObject({ driver, modules })
	expect(disk.passedOver[0]).toMatch(/^virtio_blk: CONFIG_VIRTIO_(PCI|BLK) is not set$/)
})

test.each([
	['e1000', { E1000: 'y' }],
	['e1000e', { E1000E: 'y' }],
	['8139too', { '8139TOO': 'y' }],
	['vmxnet3', { VMXNET3: 'y' }],
])('without virtio_net the network card is the next: %s', (driver, config) => {
	expect(plan({ BLK_DEV_NVME: 'y', EXT4_FS: 'y', ...config }).nic.driver).toBe(driver)
})

test("Photon's kernel for ESX has no virtio and gets nvme and vmxnet3", () => {
	const found = plan({ BLK_DEV_NVME: 'm', VMXNET3: 'm', EXT4_FS: 'y' }, ['nvme', 'vmxnet3'])
	expect([found.disk.driver, found.nic.driver, found.initrdModules]).toEqual([
		'nvme',
		'vmxnet3',
		['nvme', 'vmxnet3'],
	])
})

test("WSL's kernel without its modules gets a disk that is built in", () => {
	const wsl = fakeSet({
		config: {
			...neededByGuests,
			VIRTIO_PCI: 'y',
			VIRTIO_BLK: 'm',
			SCSI_VIRTIO: 'y',
			BLK_DEV_SD: 'y',
			VIRTIO_NET: 'y',
			EXT4_FS: 'y',
		},
	})
	expect(planDevices(wsl)).toMatchObject({
		disk: {
			driver: 'virtio_scsi',
			passedOver: [
				'virtio_blk: no module virtio_blk in what was given',
				'nvme: CONFIG_BLK_DEV_NVME is not set',
			],
		},
		initrdModules: [],
	})
})

test('a console can be hvc0 where there is no serial port, and the root disk nothing but ext4', () => {
	const config = { ...virtio, VIRTIO_BLK: 'y', VIRTIO_NET: 'y', EXT4_FS: 'y', SERIAL_8250_CONSOLE: 'n' }
	const found = plan({ ...config, VIRTIO_CONSOLE: 'm' }, ['virtio_console'])
	expect([found.console?.driver, found.initrdModules]).toEqual(['hvc0', ['virtio_console']])
	expect(
		obstacles({ config: { ...neededByGuests, ...config, EXT4_FS: 'n', XFS_FS: 'y' }, modules: [] }),
	).toEqual([expect.stringMatching(/^no-root-file-system: .*expected one of ext4/)])
})

test('a plan tells the driver its devices, and a person why they are not the usual', () => {
	const usual = plan(virtio, ['virtio_blk', 'virtio_net', 'ext4'])
	expect([devicesOf(usual), departures(usual)]).toEqual([usualDevices, []])
	const other = plan({ BLK_DEV_NVME: 'y', E1000: 'y', EXT4_FS: 'y' })
	expect(devicesOf(other)).toEqual({ disk: 'nvme', nic: 'e1000', console: 'ttyS0' })
	expect(departures(other)).toEqual([
		'The disk is nvme: virtio_blk: CONFIG_VIRTIO_PCI is not set.',
		'The network card is e1000: virtio_net: CONFIG_VIRTIO_PCI is not set.',
	])
})

test('where nothing tells what is built in, the first is assumed and said so', () => {
	expect(planDevices(fakeSet({}))).toMatchObject({
		runs: true,
		disk: { driver: 'virtio_blk', assumed: true },
	})
})

test.each([
	['32-bit', { arch: 'i386' as const }, /^32-bit: The kernel 6\.12\.1 is a 32-bit one \(i386\)/],
	['user-mode-linux', { arch: 'uml' as const }, /^user-mode-linux: .*a program/],
	['other-architecture', { arch: 'aarch64' as const }, /is for aarch64, and the guest is for x86_64/],
	['too-old', { release: '3.10.0-1160.el7.x86_64' }, /systemd is made for Linux 5\.4/],
	['image-format', { image: { format: 'elf' as const, pvh: false } }, /CONFIG_PVH/],
	[
		'no-user-namespaces',
		{ config: { ...neededByGuests, ...virtio, USER_NS: 'n' } },
		/rootless Docker is impossible/,
	],
	['no-guest-support', { config: { ...neededByGuests, ...virtio, DEVTMPFS: 'n' } }, /CONFIG_DEVTMPFS/],
])('what cannot run is said before a boot: %s', (obstacle, set, sentence) => {
	const found = obstacles(set)
	expect(found).toHaveLength(1)
	expect(found[0]).toMatch(new RegExp(`^${obstacle}: `))
	expect(found[0]).toMatch(sentence)
})

test('a kernel without a driver for any disk or card names all that would do', () => {
	const found = obstacles({ config: neededByGuests, modules: [] })
	expect(found.map((one) => one.split(':')[0])).toEqual(['no-disk', 'no-network', 'no-root-file-system'])
	expect(found[0]).toContain('expected one of virtio_blk, nvme, virtio_scsi, ahci, vmw_pvscsi, usb_storage')
})
