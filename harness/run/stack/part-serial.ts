/** The serial number of a part's disk, whose file system has the part's name as its label; virtio has room for 20 bytes. */
export const partSerial = (name: string): string => `part-${name}`
