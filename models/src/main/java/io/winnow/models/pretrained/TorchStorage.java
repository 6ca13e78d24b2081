package io.winnow.models.pretrained;

/**
 * The numbers that one or several tensors of a checkpoint view.
 *
 * @param key its name in the file
 * @param count how many numbers the whole storage has
 * @param start the first of them that belongs to the tensor's part; 0 but for views of storages in the old format
 * @param length how many of them belong to this part
 */
record TorchStorage(NumberType type, String key, long count, long start, long length) {
    /** Where the file contains a storage: position of its first byte, and its size in bytes. */
    record Place(long position, long bytes) {}
}
