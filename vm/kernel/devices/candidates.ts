import type { Architecture } from '#results/architecture'
import type { ConsoleDriver, DiskDriver, NicDriver } from '../../spec.ts'
import { type Candidate, fixed, part } from './choice.ts'

const pci = part('VIRTIO_PCI', 'virtio_pci')
const scsiDisk = part('BLK_DEV_SD', 'sd_mod')

/**
 * Disks, the fastest first. The images have labels, so the initrd finds them on any bus. PIIX is not among them: it has
 * room for four disks, and a guest has five.
 */
const disks: readonly Candidate<DiskDriver>[] = [
	{ driver: 'virtio_blk', device: 'virtio-blk-pci', parts: [pci, part('VIRTIO_BLK', 'virtio_blk')] },
	{ driver: 'nvme', device: 'nvme', parts: [part('BLK_DEV_NVME', 'nvme')] },
	{
		driver: 'virtio_scsi',
		device: 'virtio-scsi-pci, scsi-hd',
		parts: [pci, part('SCSI_VIRTIO', 'virtio_scsi'), scsiDisk],
	},
	{
		driver: 'ahci',
		device: 'ide-hd on the AHCI controller of q35',
		parts: [part('SATA_AHCI', 'ahci'), scsiDisk],
	},
	{ driver: 'vmw_pvscsi', device: 'pvscsi, scsi-hd', parts: [part('VMWARE_PVSCSI', 'vmw_pvscsi'), scsiDisk] },
	{
		driver: 'usb_storage',
		device: 'qemu-xhci, usb-storage',
		parts: [part('USB_XHCI_PCI', 'xhci_pci'), part('USB_STORAGE', 'usb_storage'), scsiDisk],
	},
]

/** Those that the machine of an architecture can have: `virt` has no AHCI controller. */
export const disksOf = (arch: Architecture): readonly Candidate<DiskDriver>[] =>
	disks.filter(({ driver }) => arch === 'x86_64' || driver !== 'ahci')

/** Network cards for the connection of the harness to the guest; found by their MAC address. */
export const nics: readonly Candidate<NicDriver>[] = [
	{ driver: 'virtio_net', device: 'virtio-net-pci', parts: [pci, part('VIRTIO_NET', 'virtio_net')] },
	{ driver: 'e1000', device: 'e1000', parts: [part('E1000', 'e1000')] },
	{ driver: 'e1000e', device: 'e1000e', parts: [part('E1000E', 'e1000e')] },
	{ driver: '8139cp', device: 'rtl8139', parts: [part('8139CP', '8139cp')] },
	{ driver: '8139too', device: 'rtl8139', parts: [part('8139TOO', '8139too')] },
	{ driver: 'vmxnet3', device: 'vmxnet3', parts: [part('VMXNET3', 'vmxnet3')] },
]

const virtioConsole: Candidate<ConsoleDriver> = {
	driver: 'hvc0',
	device: 'virtio-serial-pci, virtconsole',
	parts: [pci, part('VIRTIO_CONSOLE', 'virtio_console')],
}

/** Where the kernel's messages go, by architecture. A console that is a module comes too late for the first of them. */
export const consoles: Readonly<Record<Architecture, readonly Candidate<ConsoleDriver>[]>> = {
	x86_64: [{ driver: 'ttyS0', device: 'isa-serial', parts: [fixed('SERIAL_8250_CONSOLE')] }, virtioConsole],
	aarch64: [
		{
			driver: 'ttyAMA0',
			device: 'the PL011 of the machine virt',
			parts: [fixed('SERIAL_AMBA_PL011_CONSOLE')],
		},
		virtioConsole,
	],
}

/** What the guest's disks are made as. */
export const rootFileSystems: readonly Candidate<'ext4'>[] = [
	{ driver: 'ext4', device: 'mke2fs', parts: [part('EXT4_FS', 'ext4')] },
]
