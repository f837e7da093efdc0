import { type Candidate, fixed, part } from './choice.ts'

const pci = part('VIRTIO_PCI', 'virtio_pci')
const scsiDisk = part('BLK_DEV_SD', 'sd_mod')

/** Disks, the fastest first. The image has a label, so the initrd finds it on any bus. */
export const disks: readonly Candidate[] = [
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
	{
		driver: 'ata_piix',
		device: 'ide-hd on the PIIX controller of the machine pc',
		parts: [part('ATA_PIIX', 'ata_piix'), scsiDisk],
	},
	{ driver: 'vmw_pvscsi', device: 'pvscsi, scsi-hd', parts: [part('VMWARE_PVSCSI', 'vmw_pvscsi'), scsiDisk] },
	{
		driver: 'usb_storage',
		device: 'qemu-xhci, usb-storage',
		parts: [part('USB_XHCI_PCI', 'xhci_pci'), part('USB_STORAGE', 'usb_storage'), scsiDisk],
	},
]

/** Network cards for the connection of the harness to the guest; found by their MAC address. */
export const nics: readonly Candidate[] = [
	{ driver: 'virtio_net', device: 'virtio-net-pci', parts: [pci, part('VIRTIO_NET', 'virtio_net')] },
	{ driver: 'e1000', device: 'e1000', parts: [part('E1000', 'e1000')] },
	{ driver: 'e1000e', device: 'e1000e', parts: [part('E1000E', 'e1000e')] },
	{ driver: '8139cp', device: 'rtl8139', parts: [part('8139CP', '8139cp')] },
	{ driver: '8139too', device: 'rtl8139', parts: [part('8139TOO', '8139too')] },
	{ driver: 'vmxnet3', device: 'vmxnet3', parts: [part('VMXNET3', 'vmxnet3')] },
	{ driver: 'igb', device: 'igb (QEMU 8.0)', parts: [part('IGB', 'igb')] },
]

const virtioConsole: Candidate = {
	driver: 'hvc0',
	device: 'virtio-serial-pci, virtconsole',
	parts: [pci, part('VIRTIO_CONSOLE', 'virtio_console')],
}

/** Where the kernel's messages go, by architecture. A console that is a module comes too late for the first of them. */
export const consoles: Readonly<Record<'x86_64' | 'aarch64', readonly Candidate[]>> = {
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

/** What the root disk can be made as. */
export const rootFileSystems: readonly Candidate[] = [
	{ driver: 'ext4', device: 'mke2fs', parts: [part('EXT4_FS', 'ext4')] },
	{ driver: 'xfs', device: 'mkfs.xfs', parts: [part('XFS_FS', 'xfs')] },
	{ driver: 'btrfs', device: 'mkfs.btrfs', parts: [part('BTRFS_FS', 'btrfs')] },
]
