// The instruction sets this build holds, and which of them this processor runs.
#pragma once

#include <string>
#include <vector>

#include "shape.hpp"

namespace shoal {

/// The instruction sets that run here, the best last.
std::vector<const Isa*> supported_isas();

/// The one of that name, "portable" too, which gives the same bits everywhere; throws std::invalid_argument where it does not run here.
const Isa& find_isa(const std::string& name);

}  // namespace shoal
