-- Takes back 0012.transfer.imports; imports that were stopped start again from the first row of their file.

DROP TABLE imports;
